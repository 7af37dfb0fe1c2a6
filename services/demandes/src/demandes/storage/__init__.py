"""The tables of demandes, and what loads and saves them."""
