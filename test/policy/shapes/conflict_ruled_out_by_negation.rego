package shapes.conflict_ruled_out_by_negation

either if input.resource.properties.status == "open"

either if input.resource.properties.flag

kind := 1 if not either

kind := 2 if input.resource.properties.status == "open"

allow if kind == 2
