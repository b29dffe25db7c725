"""The official Okta SDK, unchanged, against the simulator."""

import asyncio
import os

from okta.client import Client
from okta.models import CreateUserRequest, UpdateUserRequest
from okta.pagination import PaginationHelper

URL = os.environ["KOPPEL_OKTA__URL"]
TOKEN = os.environ["KOPPEL_OKTA_TOKEN"]
checks = 0


def check(condition, what):
    global checks
    assert condition, what
    checks += 1


def client(token=TOKEN):
    return Client({"orgUrl": URL, "token": token})


async def ask(call):
    """The answer and the HTTP status, or an exception with what the SDK says."""
    data, response, error = await call
    if error is not None:
        raise RuntimeError(str(error))
    return data, response


async def refused(call):
    """The error of a call that has to fail."""
    result = await call
    error = result[-1]
    check(error is not None, "the call should have been refused")
    return str(error)


async def everybody(okta, **query):
    found, after = [], None
    while True:
        page, response = await ask(okta.list_users(limit=50, after=after, **query))
        found += page or []
        after = PaginationHelper.extract_next_cursor(response.headers)
        if after is None:
            return found


async def reads(okta):
    plain = await everybody(okta)
    check(len(plain) > 200, "a company of 340 has more than one page")
    check(len({user.id for user in plain}) == len(plain), "nobody twice")
    check(all(user.status != "DEPROVISIONED" for user in plain), "the plain list hides the deactivated")

    former = await everybody(okta, filter='status eq "DEPROVISIONED"')
    check(former and all(user.status == "DEPROVISIONED" for user in former), "a filter shows them")
    searched = await everybody(okta, search='created gt "2000-01-01T00:00:00.000Z"')
    check(len(searched) == len(plain) + len(former), "a search shows everybody")

    someone = next(user for user in plain if user.profile.email and user.profile.email.islower())
    mail = someone.profile.email
    hits, _ = await ask(okta.list_users(search=f'profile.email eq "{mail.upper()}"'))
    check(any(user.id == someone.id for user in hits), "a search does not look at case")
    hits, _ = await ask(okta.list_users(filter=f'profile.email eq "{mail.upper()}"'))
    check(not any(user.id == someone.id for user in hits or []), "a filter does")
    hits, _ = await ask(okta.list_users(q=someone.profile.first_name[:3]))
    check(0 < len(hits) <= 10, "q gives ten at the most")

    same, _ = await ask(okta.get_user(someone.id))
    check(same.profile.login == someone.profile.login, "one profile by ID")
    same, _ = await ask(okta.get_user(someone.profile.login))
    check(same.id == someone.id, "and by login")
    check("E0000007" in await refused(okta.get_user("nobody-of-that-name@example.com")), "an unknown one")
    check("E0000031" in await refused(okta.list_users(search="nonsense nonsense")), "an expression that is none")

    schema, _ = await ask(okta.get_user_schema("default"))
    check(schema.definitions.base.properties.login is not None, "the schema names the login")


async def writes(okta):
    profile = {"firstName": "Ada", "lastName": "Fremd", "email": "ada.fremd@example.com"}
    profile |= {"login": "ada.fremd@example.com", "employeeNumber": "990001", "department": "Research"}
    body = CreateUserRequest.from_dict({"profile": profile})
    ada, _ = await ask(okta.create_user(body, activate=False))
    check(ada.status == "STAGED", "created without activation")
    again = await refused(okta.create_user(body, activate=False))
    check("E0000001" in again, "a login is given once")
    unknown = CreateUserRequest.from_dict({"profile": profile | {"login": "b@example.com", "shoeSize": "44"}})
    check("E0000001" in await refused(okta.create_user(unknown, activate=False)), "an unknown attribute")

    change = UpdateUserRequest.from_dict({"profile": {"title": "Engineer"}})
    changed, _ = await ask(okta.update_user(ada.id, change))
    check(changed.profile.title == "Engineer", "a partial update")
    check(changed.profile.department == "Research", "leaves the rest")
    full = {key: profile[key] for key in ("firstName", "lastName", "email", "login")}
    replaced, _ = await ask(okta.replace_user(ada.id, UpdateUserRequest.from_dict({"profile": full})))
    check(replaced.profile.employee_number is None, "a full update erases what it does not name")

    check("E0000038" in await refused(okta.reactivate_user(ada.id)), "reactivation is for another status")
    token, _ = await ask(okta.activate_user(ada.id, send_email=False))
    check(token is not None and token.activation_token, "an activation without mail gives its token")
    # The SDK keeps what it has read by address for a while; the login is another address than the ID.
    seen, _ = await ask(client().get_user(ada.id))
    check(seen.status == "PROVISIONED", "activated without a password")
    await okta.deactivate_user(ada.id)
    seen, _ = await ask(client().get_user(ada.id))
    check(seen.status == "DEPROVISIONED", "deactivated")
    check("E0000038" in await refused(okta.update_user(ada.id, change)), "and closed to updates")
    await ask(okta.activate_user(ada.id, send_email=True))
    seen, _ = await ask(client().get_user(ada.id))
    check(seen.status in ("PROVISIONED", "ACTIVE"), "and back")


async def main():
    okta = client()
    await reads(okta)
    await writes(okta)
    wrong = client("00wrongtokenwrongtokenwrongtoken")
    check("E0000011" in await refused(wrong.list_users()), "a token that is not known")
    print(f"okta: {checks} checks hold")


asyncio.run(main())
