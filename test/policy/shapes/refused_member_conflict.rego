# refused: there may be two values at once for one row
package shapes.refused_member_conflict

p["a"] := 1 if input.resource.properties.flag

p["a"] := 2 if input.resource.properties.price > 3

allow if p.a == 1
