"""The plain-HTTP side: who may load what, the sign-in exchange, health, headers."""
