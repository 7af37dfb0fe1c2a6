"""Whether the invariants hold over all databases, buckets, queues, the inbox and the logs of a running system."""
