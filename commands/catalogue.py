"""Every command that there is: importing a module of commands declares them."""

import commands.help
from commands.spec import CATALOGUE as COMMANDS

__all__ = ["COMMANDS", "commands"]
