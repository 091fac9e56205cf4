package shapes.join_as_rule_negated

org := data.teams[input.resource.properties.team].org

allow if not org == "north"
