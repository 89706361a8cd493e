"""Tencent Cloud's API gateway with the two services this product uses: SMS and identity check."""
