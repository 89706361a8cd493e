"""Commands of a development machine; none of it is deployed."""
