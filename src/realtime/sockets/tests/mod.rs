mod goodbyes;
mod listening;
mod site;
