"""Whether the register can be served, and found by those who get its address."""

from bot.config import Settings
from bot.doctor.finding import Finding
from bot.setting_values import is_public
from bot.web.inquiry import Address, Holder

WHAT = "Register"


def judged(found: Address, settings: Settings) -> Finding:
    at = f"{settings.register_host}:{settings.register_port}"
    other = "Set MORATORIUM_REGISTER_PORT to a free port, or MORATORIUM_REGISTER_HOST to an address of this machine."
    if found.reason:
        return Finding(WHAT, False, f"nothing can listen at {at} ({found.reason}).", other)
    if found.holder is Holder.ANOTHER:
        return Finding(WHAT, False, f"another program listens at {at}.", other)
    if not found.healthy:
        told = f"Moratorium is running at {at}, and says that its database does not answer."
        return Finding(WHAT, False, told, "See what is said of the database here, and in the log of the running one.")
    told = f"Moratorium is running at {at}." if found.holder is Holder.MORATORIUM else f"{at} is free."
    if settings.has_token and not is_public(settings.public_url):
        mend = "Set MORATORIUM_REGISTER_URL to the address at which others reach it, where they do."
        return Finding(WHAT, True, f"{told} Cards lead to {settings.public_url}, which only this machine opens.", mend)
    return Finding(WHAT, True, told + (f" Cards lead to {settings.public_url}." if settings.has_token else ""))
