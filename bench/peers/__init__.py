"""Search engines that Coffret is measured beside, each given the same records and asked the same questions."""
