//! Personio's traps.

use crate::browser::Browser;
use koppel::sim::Company;
use koppel::sim::personio::Employee;

#[tokio::test]
async fn values_are_wrapped_and_dates_are_at_local_midnight() {
    let company =
        Company::empty().employee(Employee::new(17, "Anna", "Arndt").with("hire_date", "2022-07-01"));
    let browser = Browser::over(company).await;
    let page = browser.personio("/v1/company/employees?limit=100").await;
    assert_eq!(page.status, 200, "{:?}", page.body);
    let attributes = &page.body["data"][0]["attributes"];
    assert_eq!(attributes["id"]["value"], 17);
    assert_eq!(attributes["hire_date"]["value"], "2022-07-01T00:00:00+02:00");
}
