# refused: there may be two values at once for one row
package shapes.refused_conflict

level := 1 if input.resource.properties.status == "open"

level := 2 if input.resource.properties.flag == true

allow if level == 1
