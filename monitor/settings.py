"""What an operator can set, from the environment (YOSAN_*)."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting with its default. Read once at the border (command line or service) and passed inward."""

    model_config = SettingsConfigDict(env_prefix="YOSAN_", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("yosan-watch"), description="database and captures")
    database_url: str | None = Field(default=None, description="postgresql+psycopg://…; the embedded SQLite when unset")
    public_url: str = Field(default="http://127.0.0.1:8000", description="where readers reach the pages; in mails and feeds")
    contact: str = Field(default="", description="address or URL put in the User-Agent")
    gap_seconds: float = Field(default=5.0, ge=0, description="least time between two requests to one host")
    tick_seconds: float = Field(default=30.0, gt=0, description="how often the service asks the database what is due")
    seasons: str = Field(default="", description="seasons beside the budget year's own: supplementary=2026-05-10..2026-06-20, …")
    lease_seconds: float = Field(default=60.0, ge=1, description="after a crash, how long until another process takes up a source")
    smtp_host: str = Field(default="", description="nothing is mailed while this is empty")
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: str = Field(default="none", pattern="^(none|starttls|tls)$")
    mail_from: str = "yosan-watch <yosan-watch@localhost>"
    allow_private_webhooks: bool = Field(
        default=False, description="webhooks to private addresses and plain http (tests, intranets)"
    )

    @property
    def url(self) -> str:
        """The database's URL: YOSAN_DATABASE_URL, else the SQLite file in YOSAN_HOME."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{self.home / 'yosan.db'}"

    @property
    def captures(self) -> Path:
        """The folder that captures are kept in."""
        return self.home / "captures"
