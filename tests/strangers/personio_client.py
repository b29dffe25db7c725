"""personio-py, unchanged, against the simulator."""

import logging
import os
from datetime import date

from personio_py import Personio, PersonioApiError

URL = os.environ["KOPPEL_PERSONIO__URL"] + "/v1/"
ID = os.environ["KOPPEL_PERSONIO_CLIENT_ID"]
SECRET = os.environ["KOPPEL_PERSONIO_CLIENT_SECRET"]
checks = 0
# It warns of each attribute that it does not know by name.
logging.disable(logging.WARNING)


def check(condition, what):
    global checks
    assert condition, what
    checks += 1


def reads(personio):
    first = personio.get_employees()
    check(len(first) == 50, "a page holds 50 unless asked otherwise")
    employees, offset = [], 0
    while True:
        page = personio.request_json("company/employees", params={"limit": 100, "offset": offset})
        employees += page["data"]
        if len(page["data"]) < 100:
            break
        offset += 100
    ids = [employee["attributes"]["id"]["value"] for employee in employees]
    check(len(ids) == len(set(ids)) == page["metadata"]["total_elements"], "everybody once")
    check({first.id_ for first in first} <= set(ids), "the client's own list is part of it")

    statuses = {employee["attributes"]["status"]["value"] for employee in employees}
    check({"active", "inactive", "onboarding", "leave"} <= statuses, "all four statuses occur")
    supervised = next(one for one in first if one.supervisor)
    check(supervised.supervisor.id_ in ids, "a supervisor is an employee")
    check(any(one.department and one.department.name for one in first), "departments have names")
    hired = next(one for one in first if one.hire_date)
    check(isinstance(hired.hire_date, date), "dates are read")

    one = personio.get_employee(supervised.id_)
    check((one.id_, one.last_name) == (supervised.id_, supervised.last_name), "one employee by ID")
    attributes = personio.request_json("company/employees/attributes")["data"]
    keys = {attribute["key"] for attribute in attributes}
    check({"id", "first_name", "status", "hire_date", "created_at"} <= keys, "the readable attributes")
    check(any(key.startswith("dynamic_") for key in keys), "custom ones among them")


def refusals():
    try:
        Personio(base_url=URL, client_id=ID, client_secret="wrong").get_employees()
        check(False, "wrong credentials have to be refused")
    except PersonioApiError as error:
        check("403" in str(error) or "401" in str(error), "wrong credentials")
    try:
        Personio(base_url=URL, client_id=ID, client_secret=SECRET).get_employee(999999999)
        check(False, "an unknown employee has to be refused")
    except PersonioApiError as error:
        check("404" in str(error), "an unknown employee")


reads(Personio(base_url=URL, client_id=ID, client_secret=SECRET))
refusals()
print(f"personio-py: {checks} checks hold")
