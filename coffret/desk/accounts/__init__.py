"""Accounts: coming in, one's own account, the people."""
