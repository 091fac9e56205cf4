# refused: there may be two values at once for one row
package shapes.refused_member_differs

p["a"] := input.resource.properties.owner if input.resource.properties.flag

p["a"] := input.resource.properties.name if input.resource.properties.price > 3

allow if p.a == "u1"
