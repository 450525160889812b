mod planting;
