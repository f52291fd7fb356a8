use super::team::Team;
