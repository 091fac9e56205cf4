# refused: regex.match is given something that depends on the row
package shapes.refused_regex

allow if regex.match("^a", input.resource.properties.name)
