"""The settings of notifications, from the environment; addresses have no default: a missing one stops the start."""

from datetime import time
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from notifications.domain.signature import cle_de

CLE_MIN = 24  # bytes, as Standard Webhooks asks


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
    public_url: str = Field(description="Where people reach this system: the links that a mail may show.")
    cle: SecretStr = Field(
        min_length=16,
        description="Signs the addresses of bounces, hides those that are dead, derives the secrets of webhooks.",
    )
    smtp_host: str = Field(description="The mail server.")
    smtp_port: int = Field(ge=1, le=65535, description="Its port.")
    smtp_user: str | None = Field(default=None, description="Its user, if it wants one.")
    smtp_password: SecretStr | None = Field(default=None, description="The user's password.")
    smtp_tls: Literal["aucun", "starttls", "implicite"] = Field(
        default="aucun", description="How the line is secured; a password wants it."
    )
    smtp_autorite: Path | None = Field(default=None, description="The authority of the mail server's certificate.")
    smtp_connexions: int = Field(default=2, ge=1, le=20, description="Connections to it, and mails sent at a time.")
    expediteur: str = Field(default="ne-pas-repondre@permis.example", description="The From of every mail.")
    repondre_a: str | None = Field(default=None, description="Where answers go; nobody reads them without it.")
    rebonds: str = Field(
        default="rebonds@permis.example", description="The mailbox of bounces: each mail adds its own +."
    )
    rebonds_user: str = Field(default="rebonds", description="Who hands in what comes back to it.")
    rebonds_password: SecretStr = Field(min_length=16, description="His password.")
    sms_url: str = Field(description="Where the SMS operator takes messages.")
    sms_user: str = Field(description="The operator's user.")
    sms_password: SecretStr = Field(description="Its password.")
    sms_expediteur: str = Field(default="ANTS", max_length=11, description="The name an SMS comes from.")
    sms_accuses_cle: SecretStr = Field(description="The key of the operator's receipts (whsec_ and base64).")
    sms_silence_debut: time = Field(default=time(22), description="From when no SMS goes, where its reader lives.")
    sms_silence_fin: time = Field(default=time(8), description="From when they go again.")

    webhooks_locaux: bool = Field(default=False, description="Webhooks may go to this machine: for a demonstration.")

    @field_validator("sms_accuses_cle")
    @classmethod
    def _lisible(cls, value: SecretStr) -> SecretStr:
        if len(cle_de(value.get_secret_value())) < CLE_MIN:
            raise ValueError("at least 24 bytes in base64 after whsec_")
        return value

    @model_validator(mode="after")
    def _pas_de_mot_de_passe_en_clair(self) -> Self:
        if self.smtp_password is not None and self.smtp_tls == "aucun":
            raise ValueError("a password for the mail server wants SMTP_TLS=starttls or implicite")
        return self
