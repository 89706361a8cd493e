"""WeChat Pay APIv3 for one direct merchant: orders, refunds, transfers, bills and signed notifications."""
