DROP PROCEDURE "fill_numbers";
