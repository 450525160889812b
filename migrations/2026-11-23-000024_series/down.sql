DROP TABLE series_dates, series;
