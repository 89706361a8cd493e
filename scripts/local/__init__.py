"""The local cloud: servers, queue poller, Lambda runtime and the commands that start them."""
