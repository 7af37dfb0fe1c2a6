"""The settings of notifications, from the environment; addresses have no default: a missing one stops the start."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="NOTIFICATIONS_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: SecretStr = Field(description="PostgreSQL, the role that runs the service.")
    owner_database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL, the role that owns the tables; `migrate` alone needs it."
    )
    broker_url: SecretStr = Field(description="RabbitMQ.")
    http_port: int = Field(ge=1, le=65535, description="Where the HTTP API listens.")
    jwks_url: str = Field(description="The public keys of accounts.")
    smtp_host: str = Field(description="The mail server.")
    smtp_port: int = Field(ge=1, le=65535, description="Its port.")
    smtp_user: str | None = Field(default=None, description="Its user, if it wants one.")
    smtp_password: SecretStr | None = Field(default=None, description="The user's password.")
    smtp_tls: bool = Field(default=False, description="STARTTLS before anything is said.")
    expediteur: str = Field(default="ne-pas-repondre@permis.example", description="The From of every mail.")
    sms_url: str = Field(description="Where the SMS operator takes messages.")
    sms_user: str = Field(description="The operator's user.")
    sms_password: SecretStr = Field(description="Its password.")
    sms_expediteur: str = Field(default="ANTS", max_length=11, description="The name an SMS comes from.")
