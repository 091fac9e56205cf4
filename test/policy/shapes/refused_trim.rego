# refused: trim_space is given something that depends on the row
package shapes.refused_trim

allow if trim_space(input.resource.properties.name) == "a"
