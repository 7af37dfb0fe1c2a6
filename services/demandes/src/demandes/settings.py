"""What the service must be told by its environment; an address or a secret has no default."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once, in `main.py`. A missing one stops the start and is named."""

    model_config = SettingsConfigDict(env_prefix="DEMANDES_", frozen=True)

    database_url: SecretStr = Field(description="PostgreSQL, as the service runs.")
    owner_database_url: SecretStr | None = Field(default=None, description="PostgreSQL, as its owner: `migrate` only.")
    broker_url: SecretStr = Field(description="RabbitMQ.")
    http_port: int = Field(ge=1, le=65535, description="Where the HTTP API listens.")
    jwks_url: str = Field(description="Where accounts publishes the keys that verify access tokens.")
    s3_endpoint: str = Field(description="Host and port of the S3 server.")
    s3_access_key: str = Field(description="The service's own key, for the bucket `pieces`.")
    s3_secret_key: SecretStr = Field(description="Its secret.")
    s3_secure: bool = Field(default=True, description="Whether S3 is spoken to over TLS.")
    s3_region: str = Field(default="us-east-1", description="Saves asking the server for it.")
    clamd_socket: str = Field(default="", description="Unix socket of the antivirus clamd; empty: no antivirus.")
    apercus: int = Field(default=1, ge=1, le=32, description="Pages of pieces that are drawn at once.")
    gate_children: int = Field(default=2, ge=1, le=32, description="Files that are opened at once; one for each core.")
