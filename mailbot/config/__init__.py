"""One TOML file to a frozen Config: every complaint at once, with its key and its line (DECISIONS 46)."""

from mailbot.config.findings import ConfigError, Finding
from mailbot.config.loading import load_config
from mailbot.config.secrets import Secret, SecretMissing
from mailbot.config.shape import Config

__all__ = ["Config", "ConfigError", "Finding", "Secret", "SecretMissing", "load_config"]
