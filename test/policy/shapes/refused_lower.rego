# refused: lower is given something that depends on the row
package shapes.refused_lower

allow if lower(input.resource.properties.name) == "ab"
