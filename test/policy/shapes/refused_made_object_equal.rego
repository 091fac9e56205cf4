# refused: it is counted what depends on the row
package shapes.refused_made_object_equal

p["a"] := input.resource.properties.owner if input.resource.properties.flag

allow if p == {"a": "u1"}
