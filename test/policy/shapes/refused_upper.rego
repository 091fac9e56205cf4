# refused: upper is given something that depends on the row
package shapes.refused_upper

allow if upper(input.resource.properties.name) == "AB"
