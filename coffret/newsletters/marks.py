"""What stands in a frozen issue for what differs from one recipient to the next: marks as long as the tokens they hide."""

# A token is 128 bits in base 32, lower case, unpadded: 26 characters. So is a mark, that no text holds by chance.
LENGTH = 26
LEAVE = "marqueqdesabonnementqqqqqq"
READER = "marqueqpreferencesqqqqqqqq"
