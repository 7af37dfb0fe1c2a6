"""The whole system on one machine without containers: servers of its own in a data folder, services, gateway, inbox."""
