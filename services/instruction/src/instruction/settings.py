"""The settings of instruction, from the environment; addresses have no default: a missing one stops the start."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="INSTRUCTION_", frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr = Field(description="PostgreSQL, the role that runs the service.")
    owner_database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL, the role that owns the tables; `migrate` alone needs it."
    )
    broker_url: SecretStr = Field(description="RabbitMQ.")
    http_port: int = Field(ge=1, le=65535, description="Where the HTTP API listens.")
    jwks_url: str = Field(description="The public keys of accounts.")
    s3_endpoint: str = Field(description="Host and port of the S3 server.")
    s3_access_key: str = Field(description="Opens the buckets `pieces` and `photos`.")
    s3_secret_key: SecretStr = Field(description="Its secret.")
    s3_secure: bool = Field(default=True, description="TLS to the S3 server.")
    s3_region: str = Field(default="us-east-1", description="Saves asking the server for it.")
    imprimerie_url: str = Field(description="Imprimerie Nationale: where orders go and reports are read.")
    imprimerie_user: str = Field(description="Who we are to it.")
    imprimerie_password: SecretStr = Field(description="Its proof.")
    imprimerie_secondes: float = Field(default=60, gt=0, description="Between two readings of its reports.")
    poste_url: str = Field(description="La Poste's «Suivi» API.")
    poste_cle: SecretStr = Field(description="Its key (X-Okapi-Key).")
    poste_secondes: float = Field(default=1800, gt=0, description="Between two questions about the same card.")
    apercus: int = Field(default=2, ge=1, le=32, description="Pages of pieces that are drawn at once.")
