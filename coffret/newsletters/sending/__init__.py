"""Sending an issue: once to each, whatever happens."""
