package shapes.dynamic_rule_deep

parts.open.a if input.resource.properties.flag

parts.x.a := 3

parts.x.b if input.resource.properties.price > 3

allow if data.shapes.dynamic_rule_deep.parts[input.resource.properties.status].a
