# refused: substring is given something that depends on the row
package shapes.refused_substring

allow if substring(input.resource.properties.name, 0, 1) == "a"
