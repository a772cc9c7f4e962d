"""What leaves: issues frozen, one delivery per address, claimed one by one, told once to the relay, accounted for."""
