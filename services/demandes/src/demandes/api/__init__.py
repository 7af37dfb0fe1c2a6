"""The HTTP routes of demandes, one module for each resource."""
