// Trainings seed the default generator, which is one for the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
