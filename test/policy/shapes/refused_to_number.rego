# refused: to_number is given something that depends on the row
package shapes.refused_to_number

allow if to_number(input.resource.properties.name) == 1
