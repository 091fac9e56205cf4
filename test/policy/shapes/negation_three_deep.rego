package shapes.negation_three_deep

one if not input.resource.properties.flag

two if not one

allow if not two
