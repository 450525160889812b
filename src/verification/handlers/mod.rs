pub mod asking;
pub mod assessing;
pub mod badges;
pub mod checking;
