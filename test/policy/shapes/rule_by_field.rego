package shapes.rule_by_field

rules.open if input.action.name == "read"

allow if data.shapes.rule_by_field.rules[input.resource.properties.status]
