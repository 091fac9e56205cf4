package shapes.comprehension_in_argument

among(value, values) if value in values

allow if among(input.resource.properties.org, {org | some org, entry in data.orgs; entry.country == "kr"})
