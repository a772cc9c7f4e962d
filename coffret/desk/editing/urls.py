"""The addresses of the editing screens, under /pro/redaction/."""

from django.urls import path

from coffret.desk.editing import acts as editing_acts
from coffret.desk.editing import checking, suggesting
from coffret.desk.editing import versions as editing_versions
from coffret.desk.editing import views as editing

urlpatterns = [
    path("", editing.listing, name="editing"),
    path("arborescence", editing.resource_tree, name="resource_tree"),
    path("arborescence/ordre/", editing.resource_order, name="resource_order"),
    path("usages", editing.usages, name="usages"),
    path("suggestions", suggesting.suggestions, name="suggestions"),
    path("suggestions/choix/", suggesting.choose, name="suggestion_choice"),
    path("nouveau/<str:kind>", editing.start, name="entry_start"),
    path("<int:number>/", editing.entry, name="entry"),
    path("<int:number>/brouillon/", editing_acts.autosave, name="autosave"),
    path("<int:number>/brouillon/abandon/", editing_acts.autosave_drop, name="autosave_drop"),
    path("<int:number>/accord/", editing_acts.settle, name="entry_settle"),
    path("<int:number>/relecture/", editing_acts.submit, name="entry_submit"),
    path("<int:number>/renvoi/", editing_acts.send_back, name="entry_send_back"),
    path("<int:number>/approbation/", editing_acts.approve, name="entry_approve"),
    path("<int:number>/publication/", editing_acts.publish, name="entry_publish"),
    path("<int:number>/programmation/", editing_acts.schedule, name="entry_schedule"),
    path("<int:number>/programmation/annulation/", editing_acts.unschedule, name="entry_unschedule"),
    path("<int:number>/retrait/", editing_acts.withdraw, name="entry_withdraw"),
    path("<int:number>/suppression/", editing_acts.delete, name="entry_delete"),
    path("<int:number>/controle/", checking.check, name="entry_check"),
    path("<int:number>/controle/correction/", checking.fix, name="entry_fix"),
    path("<int:number>/controle/confirmation/", checking.confirm, name="entry_confirm"),
    path("<int:number>/versions/", editing_versions.versions, name="entry_versions"),
    path("<int:number>/versions/<int:version>/reprise/", editing_versions.restore, name="entry_restore"),
]
