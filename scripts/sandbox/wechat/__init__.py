"""WeChat's server API for one mini-program: tokens, login, phone, subscribe messages, message push."""
