"""The people we serve: names, contact points, consents and every contact with them."""
