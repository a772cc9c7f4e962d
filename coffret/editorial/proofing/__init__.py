"""The preflight: what is read in a page before it goes online, and every night after."""
