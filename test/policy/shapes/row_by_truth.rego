package shapes.row_by_truth

flagged := input.resource.properties.flag == true

p[true] := input.resource.properties.owner

p[false] := input.resource.properties.name if input.resource.properties.price > 3

allow if p[flagged] == "u1"
