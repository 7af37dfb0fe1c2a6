"""The system in containers: what stands in compose.yml, the jobs that prepare it, a running stack seen from outside."""
