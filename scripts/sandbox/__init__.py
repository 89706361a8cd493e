"""A local stand-in for the outside providers, speaking their documented protocols on loopback."""
